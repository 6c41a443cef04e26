/* spark.keeps/1 (draft): which durable values a plugin's library understands.
 *
 * Unlike most extensions this one is the plugin's: the host asks for it through
 * spark_plugin.extension, once for each plugin object. Values of spark.durable/1 whose schemas are
 * in the list stay. The host removes the others of the plugin's name when a change of it has been
 * published or a generation is confirmed, as long as every library that may serve again has a list:
 *
 *   - the one that serves, and those that a rollback leads back to
 *   - the one of the generation that was confirmed last
 *
 * If one of them offers no list, nothing is removed. A library lists every schema that it puts (the
 * host refuses others with SPARK_E_INVALID), and every one that it only gets. What is removed is on
 * record in the chain. */
#ifndef SPARK_EXT_KEEPS_H
#define SPARK_EXT_KEEPS_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What spark_plugin.extension is asked for; leads to a spark_ext_keeps. */
#define SPARK_EXT_KEEPS "spark.keeps/1"

/* The most schemas of one library. */
#define SPARK_KEEPS_SCHEMAS_MAX 64u

/* Owned by the plugin, constant and the same for every plugin object of the library. */
typedef struct spark_ext_keeps {
  /* Schemas as spark.durable/1 takes them. Not NULL, but for a count of 0. */
  const char* const* schemas;

  /* At most SPARK_KEEPS_SCHEMAS_MAX. 0: the library understands no value of its name. */
  uint32_t count;
} spark_ext_keeps;

#ifdef __cplusplus
}
#endif

#endif
