# What `cmake --install build/release --prefix P` puts where. Programs find their plugins and tools relative to themselves, so
# these folders are fixed, and P may be moved. What is installed is what spark-product builds.
include(CMakePackageConfigHelpers)

get_property(tools GLOBAL PROPERTY SPARK_TOOLS)
get_property(plugins GLOBAL PROPERTY SPARK_PLUGINS)
install(TARGETS sparkd sparkctl RUNTIME DESTINATION bin)
install(TARGETS ${tools} RUNTIME DESTINATION libexec/spark)
install(TARGETS ${plugins} LIBRARY DESTINATION lib/spark/plugins)

# What plugin authors need: find_package(SparkSDK).
set(sdk_version_file ${CMAKE_CURRENT_BINARY_DIR}/SparkSDKConfigVersion.cmake)
write_basic_package_version_file(${sdk_version_file} COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
install(DIRECTORY sdk/include/spark sdk/cpp/spark DESTINATION include)
install(FILES sdk/cmake/SparkSDKConfig.cmake sdk/cmake/SparkPlugin.cmake sdk/cmake/SparkTesting.cmake
              sdk/cmake/plugin.map ${sdk_version_file}
        DESTINATION lib/cmake/SparkSDK)
install(DIRECTORY sdk/template sdk/example sdk/watch sdk/testing DESTINATION share/spark)

install(DIRECTORY configs DESTINATION share/spark)
install(FILES README.md CHANGELOG.md CONTRIBUTING.md LICENSE DESTINATION share/doc/spark)
install(DIRECTORY docs DESTINATION share/doc/spark)
# Pages link files of the SDK as they lie in the repository; links lead from there to where the files are installed.
install(CODE [[
  foreach(link template=../../../spark/template example=../../../spark/example watch=../../../spark/watch testing=../../../spark/testing include=../../../../include cpp=../../../../include)
    string(REPLACE "=" ";" link ${link})
    list(GET link 0 name)
    list(GET link 1 target)
    set(folder $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share/doc/spark/sdk)
    file(MAKE_DIRECTORY ${folder})
    file(CREATE_LINK ${target} ${folder}/${name} SYMBOLIC)
  endforeach()
]])
