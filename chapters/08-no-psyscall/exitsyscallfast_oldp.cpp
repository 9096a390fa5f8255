// Replaced: the short ways back are in exitsyscall.cpp and exitsyscallTryGetP.cpp.
