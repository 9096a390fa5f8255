// Which signals the runtime handles. A chapter that handles one more has a longer list.
#pragma once
#include <signals.hpp>

namespace rt {

void onfault(int signal, siginfo_t* info, void* context);  // overflow.cpp
void onpipe(int signal, siginfo_t* info, void* context);   // sigpipe.cpp

inline Handled handled[] = {
    {SIGSEGV, onfault, true, {}},
    {SIGPIPE, onpipe, false, {}},
};

}  // namespace rt
