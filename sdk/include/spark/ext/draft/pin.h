/* spark.pin/2 (draft): a plugin forbids changes of a model while it depends on what that model is
 * now, as a measurement of one version does.
 *
 * While a model is pinned the host refuses to change it, naming plugin and reason. Two changes go
 * on all the same: an operator may force one, and the plugin is told first and has a second to give
 * up what depended on the model; and a plugin that the pin lets pass may swap it (spark.swap/1),
 * and the holder is told afterwards and keeps its pin.
 */
#ifndef SPARK_EXT_PIN_H
#define SPARK_EXT_PIN_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_pin. */
#define SPARK_EXT_PIN "spark.pin/2"

/* How a plugin answers that its pin is broken. */
enum {
  /* It has given up what depended on the model. */
  SPARK_PIN_GIVEN_UP = 0,
  /* It calls answer() when it has. */
  SPARK_PIN_LATER = 1
};

/* One pin, as pin() takes it. Borrowed for that call; texts are copied. */
typedef struct spark_pin_desc {
  /* The key under models:, whose form has '-' and '.', too, whether there is such a model or not.
   */
  const char* model;
  /* A few words, 1 to 200 bytes, shown to operators. */
  const char* reason;
  /* Plugins (keys under plugins:) whose swaps the pin lets pass; at most 16. */
  const char* const* lets_pass;
  uint32_t lets_pass_count;
  uint32_t reserved;
  /* Called once when the pin is broken by force, before the change takes effect; the pin is gone
   * then. Returns SPARK_PIN_*. The change waits at most 1 s for the answers of all holders, and
   * then goes on. NULL: nobody is told. [control] */
  int32_t (*broken)(void* context);
  /* Called when `plugin` has changed the model, which the pin let pass; the pin stays. NULL: nobody
   * is told. [control] */
  void (*passed)(void* context, const char* plugin);
  /* Handed to both; may be NULL. */
  void* context;
} spark_pin_desc;

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_pin {
  /* Pins a model, and writes the pin's number, never 0 and never used again, to *pin. Returns 0, or
   * SPARK_E_INVALID and *err for a name that is none, or more than 256 pins of this object.
   *
   * A pin that is made before the plugin object serves counts from when it does: one of an object
   * that never serves, such as a dry run's, forbids nothing and is not told. A pin lasts until
   * unpin(), until it is broken, or until the plugin object serves no longer: the object that takes
   * its place pins again what it goes on with (spark.handover/1), at the latest in load().
   * [builder, control] */
  int32_t (*pin)(const spark_host* host, const spark_pin_desc* desc, uint64_t* pin,
                 spark_error* err);

  /* Takes a pin away; nothing happens if it is gone already, or is another object's. Afterwards its
   * functions are not running and are never called, unless this is called from within one of them.
   * A broken pin that was not answered counts as answered. [builder, control] */
  void (*unpin)(const spark_host* host, uint64_t pin);

  /* The holder of a broken pin has given up what depended on it. Nothing happens if the change
   * waits no more, or for another pin. [any] */
  void (*answer)(const spark_host* host, uint64_t pin);
} spark_ext_pin;

#ifdef __cplusplus
}
#endif

#endif
