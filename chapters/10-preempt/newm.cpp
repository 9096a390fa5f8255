// Gone: a P now waits for its thread in templatethread.cpp.
