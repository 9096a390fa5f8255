// Replaced: who comes back is running first and looks for a P then, exitsyscall.cpp.
