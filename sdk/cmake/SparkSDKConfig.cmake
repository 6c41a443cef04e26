# find_package(SparkSDK) gives the target spark-sdk, spark_add_plugin() and spark_add_plugin_test(). This file serves installed
# (<prefix>/lib/cmake/SparkSDK) and in a checkout (-DSparkSDK_DIR=<checkout>/sdk/cmake).
include(${CMAKE_CURRENT_LIST_DIR}/SparkPlugin.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/SparkTesting.cmake)
