/* spark.life/1 (draft): when a plugin object may have effects.
 *
 * Unlike most extensions this one is the plugin's: the host asks for it through
 * spark_plugin.extension. A plugin object is built, then acts, then rests, then is gone; after a
 * rest it may act again. At any moment at most one object of a plugin's name acts. An object that
 * is made for a dry run, for a trial in another process, or for a change that is refused never
 * acts. So whatever another system would notice begins in act() and ends in rest(), never in
 * create().
 *
 * An exchange of one object for another goes in this order, and no route of any plugin is called
 * from the first step to the fourth:
 *
 *   1. rest() of the previous one
 *   2. its state goes to the new one (spark.handover/1)
 *   3. the new one's generation becomes the live one
 *   4. act() of the new one
 *   5. when no worker uses the previous one any more, the new one merges what was gathered since 2
 *
 * If the change is refused between 1 and 3, the previous one's act() follows at once. Stages run
 * throughout, in the previous object until its worker takes the new generation. A host that ends in
 * good order rests all objects first; one that is killed does not. */
#ifndef SPARK_EXT_LIFE_H
#define SPARK_EXT_LIFE_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What spark_plugin.extension is asked for; leads to a spark_ext_life. */
#define SPARK_EXT_LIFE "spark.life/1"

/* Owned by the plugin, constant for the plugin object's life. No function is NULL. */
typedef struct spark_ext_life {
  /* The object acts from now on: its generation has become the live one, for the first time or once
   * more. Called once before each rest(). Returns 0, or a code and *err, which operators are shown;
   * the object acts all the same. [control] */
  int32_t (*act)(spark_plugin* plugin, spark_error* err);

  /* The object rests from now on. Calls of the host's that only an acting object may make are
   * refused with SPARK_E_NOT_ACTING when it returns. Its stages may still run. Returns 0, or a code
   * and *err, which operators are shown; the object rests all the same. [control] */
  int32_t (*rest)(spark_plugin* plugin, spark_error* err);
} spark_ext_life;

#ifdef __cplusplus
}
#endif

#endif
