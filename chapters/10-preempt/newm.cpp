// Gone: a P waits for its thread in templatethread.cpp.
