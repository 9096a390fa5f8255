// Gone: take.hpp.
