// Which signals the runtime handles. There are goroutines to be listed now.
#pragma once
#include <signals.hpp>

namespace rt {

void onfault(int signal, siginfo_t* info, void* context);  // overflow.cpp
void onpipe(int signal, siginfo_t* info, void* context);   // sigpipe.cpp
void onquit(int signal, siginfo_t* info, void* context);   // sigquit.cpp

inline Handled handled[] = {
    {SIGSEGV, onfault, true, {}},
    {SIGPIPE, onpipe, false, {}},
    {SIGQUIT, onquit, false, {}},
};

}  // namespace rt
