# The target spark-sdk (the C ABI and the C++ glue over it; headers only) and spark_add_plugin(). Spark's own plugins are made
# with it, too.
if(NOT TARGET spark-sdk)
  add_library(spark-sdk INTERFACE)
  if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/../include/spark/abi.h) # a checkout
    target_include_directories(spark-sdk INTERFACE ${CMAKE_CURRENT_LIST_DIR}/../include
                                                   ${CMAKE_CURRENT_LIST_DIR}/../cpp)
  else()
    get_filename_component(spark_prefix ${CMAKE_CURRENT_LIST_DIR}/../../.. ABSOLUTE)
    target_include_directories(spark-sdk INTERFACE ${spark_prefix}/include)
  endif()
  target_compile_features(spark-sdk INTERFACE cxx_std_20)
endif()

set(SPARK_PLUGIN_VERSION_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/plugin.map CACHE INTERNAL "")

# spark_add_plugin(id SOURCES … [LIBS …]): a plugin is a shared object that exports one symbol, the target spark-plugin-<id>.
# Its sources are compiled once, as spark-plugin-<id>-objects: compile definitions and the like belong there, and what tests
# the plugin's parts links that.
#
# Hidden visibility is not enough to keep a library's inner symbols to itself (vague-linkage symbols are
# STB_GNU_UNIQUE), hence the version script and -fno-gnu-unique.
function(spark_add_plugin id)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  set(target spark-plugin-${id})
  add_library(${target}-objects OBJECT ${arg_SOURCES})
  set_target_properties(${target}-objects PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${target}-objects PUBLIC spark-sdk ${arg_LIBS})
  target_compile_options(${target}-objects PRIVATE -fvisibility=hidden -fvisibility-inlines-hidden
                                                   $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  add_library(${target} MODULE $<TARGET_OBJECTS:${target}-objects>)
  target_link_libraries(${target} PRIVATE ${arg_LIBS})
  target_link_options(${target} PRIVATE -Wl,--version-script=${SPARK_PLUGIN_VERSION_SCRIPT})
  if(NOT SPARK_SANITIZE) # sanitizers resolve their symbols in the host
    target_link_options(${target} PRIVATE -Wl,--no-undefined)
  endif()
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${id})
  if(SPARK_PLUGIN_DIR)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${SPARK_PLUGIN_DIR})
  endif()
endfunction()
