// Replaced: the long way back is exitsyscallNoP.cpp.
