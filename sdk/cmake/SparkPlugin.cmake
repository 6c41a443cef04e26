# What a plugin's project includes: the target spark-sdk (the C ABI and the C++ glue over it; headers only)
# and spark_add_plugin().
if(NOT TARGET spark-sdk)
  add_library(spark-sdk INTERFACE)
  target_include_directories(spark-sdk INTERFACE ${CMAKE_CURRENT_LIST_DIR}/../include
                                                 ${CMAKE_CURRENT_LIST_DIR}/../cpp)
  target_compile_features(spark-sdk INTERFACE cxx_std_20)
endif()

set(SPARK_PLUGIN_VERSION_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/plugin.map CACHE INTERNAL "")

# spark_add_plugin(id SOURCES … [LIBS …]): a plugin is a shared object that exports one symbol.
#
# Hidden visibility is not enough to keep a library's inner symbols to itself (vague-linkage symbols are
# STB_GNU_UNIQUE), hence the version script and -fno-gnu-unique.
function(spark_add_plugin id)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  set(target spark-plugin-${id})
  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE spark-sdk ${arg_LIBS})
  target_compile_options(${target} PRIVATE -fvisibility=hidden -fvisibility-inlines-hidden
                                           $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_options(${target} PRIVATE -Wl,--version-script=${SPARK_PLUGIN_VERSION_SCRIPT})
  if(NOT SPARK_SANITIZE) # sanitizers resolve their symbols in the host
    target_link_options(${target} PRIVATE -Wl,--no-undefined)
  endif()
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${id})
  if(SPARK_PLUGIN_DIR)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${SPARK_PLUGIN_DIR})
  endif()
endfunction()
