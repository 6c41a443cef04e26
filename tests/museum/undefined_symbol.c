// Needs a function that no one has: found when it is loaded, not when it is first called.
#include "spark/abi.h"
int32_t nobody_has_this(void);
int32_t needs_it(void);
SPARK_EXPORT int32_t needs_it(void) {
  return nobody_has_this();
}
#include "specimen.h"
