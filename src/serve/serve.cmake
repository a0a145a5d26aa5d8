# What room serve needs beyond its sources: the built page inside, and Asio as room net has compiled it.
file(GLOB_RECURSE page_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/dist/*)
set(page_source ${CMAKE_BINARY_DIR}/generated/page_assets.cpp)
add_custom_command(OUTPUT ${page_source} DEPENDS ${page_files} ${CMAKE_SOURCE_DIR}/cmake/embed_page.cmake
  COMMAND ${CMAKE_COMMAND} -D DIST=${CMAKE_SOURCE_DIR}/web/dist -D OUT=${page_source} -P ${CMAKE_SOURCE_DIR}/cmake/embed_page.cmake VERBATIM)
target_sources(onggi_serve PRIVATE ${page_source})
# ccache does not look into what .incbin includes.
set_source_files_properties(${page_source} TARGET_DIRECTORY onggi_serve PROPERTIES OBJECT_DEPENDS "${page_files}")
target_compile_definitions(onggi_serve PRIVATE ${onggi_asio_definitions})
