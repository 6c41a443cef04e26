/* spark.pin/1 (draft): a plugin forbids changes of a model while it depends on what that model is
 * now, as a measurement of one version does.
 *
 * While a model is pinned the host refuses to change it, naming plugin and reason. An operator may
 * force the change; then the plugin that pinned it is told first, and gives up what depended on it.
 */
#ifndef SPARK_EXT_PIN_H
#define SPARK_EXT_PIN_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_pin. */
#define SPARK_EXT_PIN "spark.pin/1"

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_pin {
  /* Pins the model called `model` (the key under models:, whose form has '-' and '.', too), whether
   * there is one or not. `reason` is a few words, 1 to 200 bytes, shown to operators. Both are
   * copied. Writes the pin's number, never 0 and never used again, to *pin. Returns 0, or
   * SPARK_E_INVALID and *err for a name that is none, or more than 256 pins of this object.
   *
   * When the pin is broken by force, broken(context) [control] is called once, before the change
   * takes effect; the pin is gone when it returns. `broken` may be NULL: nobody is told. `context`
   * may be NULL.
   *
   * A pin that is made before the plugin object serves counts from when it does: one of an object
   * that never serves, such as a dry run's, forbids nothing and is not told. A pin lasts until
   * unpin(), until it is broken, or until the plugin object serves no longer: the object that takes
   * its place pins again what it goes on with (spark.handover/1), at the latest in load().
   * [builder, control] */
  int32_t (*pin)(const spark_host* host, const char* model, const char* reason,
                 void (*broken)(void* context), void* context, uint64_t* pin, spark_error* err);

  /* Takes a pin away; nothing happens if it is gone already, or is another object's. Afterwards its
   * broken() is not running and is never called, unless this is called from within it.
   * [builder, control] */
  void (*unpin)(const spark_host* host, uint64_t pin);
} spark_ext_pin;

#ifdef __cplusplus
}
#endif

#endif
