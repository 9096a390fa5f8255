// Gone: nobody holds a goroutine in its call any more (take.cpp).
