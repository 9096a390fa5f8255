// What the program takes. A chapter that takes more says so in a file of this name.
#pragma once

namespace rt {

constexpr char kUsage[] = "[--procs N] [--block-ms MS]";

}  // namespace rt
