// Its constructor never returns.
__attribute__((constructor)) static void constructor(void) {
  for (volatile int forever = 1; forever;) {
  }
}
#include "specimen.h"
