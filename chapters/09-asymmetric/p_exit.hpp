// Gone: a goroutine's calls have numbers (g_call.hpp), and that counts them.
