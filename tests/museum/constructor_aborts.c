// Its constructor ends the process.
#include <stdlib.h>

__attribute__((constructor)) static void constructor(void) {
  abort();
}
#include "specimen.h"
