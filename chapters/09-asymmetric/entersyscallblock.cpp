// Gone: it stands in entersyscall.cpp, beside which nothing else is left.
