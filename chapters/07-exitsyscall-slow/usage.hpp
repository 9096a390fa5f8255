// What the program takes.
#pragma once

namespace rt {

constexpr char kUsage[] = "[--procs N] [--block-ms MS]  or  [--procs N] count PATH…  or  parts";

}  // namespace rt
