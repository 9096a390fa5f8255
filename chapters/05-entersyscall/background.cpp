// Replaced: what runs in the background is sysmon.cpp.
