#include "plugin.h"

SPARK_PLUGIN(ml_model::MlModel, "ml-model", "1.0.0", "Spark");
