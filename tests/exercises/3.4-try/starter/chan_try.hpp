// Exercise 3.4 ★★ (30 minutes, rebuild): sending and receiving without waiting
//
// What Go writes as a select with a default: try_send and try_recv do what can be done at once, and
// never sleep. They belong to the chapter's channel, chan.hpp; read its send and recv first. Write
// the two functions so that
//   - whatever send or recv would do without sleeping, the try does, and returns true: that covers
//     goroutines that wait on the other side, the buffer, and the closed end of a channel;
//   - where send or recv would sleep, the try returns false and has changed nothing: the value is
//     still the caller's, slot is as it was;
//   - values come out in the order in which they went in, for senders that sleep stand behind what
//     is in the buffer;
//   - another thread that sends or receives at the same moment comes before or after, never in
//     between;
//   - no code of T runs under the lock (parcel.hpp says why): under it a Parcel changes hands.
// Why it matters: a server that would rather answer "busy" than wait is written with it, and so are
// most of the ways in which a program asks "has anything happened meanwhile?".
// Done: make exercise-3.4 says so. Stuck: make hint-3.4
#pragma once
#include <chan.hpp>
#include <not_done.hpp>

namespace rt {

// True: it has sent the value. False: it could only wait.
template <class T>
bool Chan<T>::try_send(T&& value) {
  (void)value;
  not_done("3.4");
}

// True: slot is what recv would have returned. False: it could only wait.
template <class T>
bool Chan<T>::try_recv(std::optional<T>& slot) {
  (void)slot;
  not_done("3.4");
}

}  // namespace rt
