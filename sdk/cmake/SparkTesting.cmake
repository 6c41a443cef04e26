# spark_add_plugin_test(name PLUGIN id SOURCES …): a program of Catch2 tests that loads the plugin of spark_add_plugin(id …) as
# a host does, against the host in memory of spark/testing. SPARK_PLUGIN_FILE is the library's path in it, and it is known to
# ctest as `name`. Catch2 2.13 and 3 will do; the tests include <spark/testing/catch.h> for either.
#
# The host in memory is compiled with your project's options, from sources, so that sanitizers and standard libraries agree.
if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/../testing/spark/testing/rig.h) # a checkout
  set(SPARK_TESTING_DIR ${CMAKE_CURRENT_LIST_DIR}/../testing CACHE INTERNAL "")
else()
  set(SPARK_TESTING_DIR ${CMAKE_CURRENT_LIST_DIR}/../../../share/spark/testing CACHE INTERNAL "")
endif()

# The target spark-testing: spark/testing/*.h without Catch2.
function(spark_add_testing)
  if(TARGET spark-testing)
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${SPARK_TESTING_DIR}/spark/testing/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  add_library(spark-testing STATIC ${sources})
  target_link_libraries(spark-testing PUBLIC spark-sdk ${CMAKE_DL_LIBS})
  target_include_directories(spark-testing PUBLIC ${SPARK_TESTING_DIR})
endfunction()

function(spark_add_plugin_test name)
  cmake_parse_arguments(arg "" "PLUGIN" "SOURCES" ${ARGN})
  find_package(Catch2 REQUIRED)
  spark_add_testing()
  add_executable(${name} ${arg_SOURCES} ${SPARK_TESTING_DIR}/spark/testing/main.cc)
  target_link_libraries(${name} PRIVATE spark-testing Catch2::Catch2)
  target_compile_definitions(${name} PRIVATE SPARK_PLUGIN_FILE="$<TARGET_FILE:spark-plugin-${arg_PLUGIN}>")
  add_dependencies(${name} spark-plugin-${arg_PLUGIN})
  add_test(NAME ${name} COMMAND ${name})
endfunction()
