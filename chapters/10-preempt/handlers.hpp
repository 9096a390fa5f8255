// Which signals the runtime handles. One of them it sends to itself.
#pragma once
#include <signals.hpp>

namespace rt {

void onfault(int signal, siginfo_t* info, void* context);    // overflow.cpp
void onpipe(int signal, siginfo_t* info, void* context);     // sigpipe.cpp
void onquit(int signal, siginfo_t* info, void* context);     // sigquit.cpp
void onpreempt(int signal, siginfo_t* info, void* context);  // onpreempt.cpp

inline Handled handled[] = {
    {SIGSEGV, onfault, true, {}},
    {SIGPIPE, onpipe, false, {}},
    {SIGQUIT, onquit, false, {}},
    {SIGURG, onpreempt, true, {}},
};

}  // namespace rt
