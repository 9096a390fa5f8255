// Gone: take.cpp.
