# find_package(SparkSDK) gives the target spark-sdk and spark_add_plugin(). This file serves installed
# (<prefix>/lib/cmake/SparkSDK) and in a checkout (-DSparkSDK_DIR=<checkout>/sdk/cmake).
include(${CMAKE_CURRENT_LIST_DIR}/SparkPlugin.cmake)
