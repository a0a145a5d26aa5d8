# onggi_room(NAME [DEPENDS room...] [PARTS part...]): one room of src/ as a static library.
#
# DEPENDS are the arrows: the only rooms whose headers this room may include (tests/rooms_test.py holds the includes against them).
# PARTS are third-party targets `part::<name>`, private to the room: no third-party header reaches another room through a door.
# SQL in the room's sql/ folder (0001_name.sql ...) is compiled in as `onggi::<name>_migrations()` of store/migrations.h.
# Sources are globbed with CONFIGURE_DEPENDS: a new file is a new file, not a line in a list; sub-folders named `worker` are left to
# their own CMakeLists.txt.
add_library(onggi_options INTERFACE)
target_compile_features(onggi_options INTERFACE cxx_std_23)
target_compile_options(onggi_options INTERFACE ${ONGGI_OPTIMISE} ${ONGGI_DEBUG} -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>  # libstdc++ 12's own std::ranges::stable_sort uses a deprecated helper
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>         # g++ 12 sees ghosts in std::variant and std::optional
  -Wno-missing-field-initializers  # designated initialisers leave the rest to its defaults on purpose
  -Werror -fPIC -fvisibility=hidden
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_compile_definitions(onggi_options INTERFACE ONGGI_VERSION="${PROJECT_VERSION}")
target_include_directories(onggi_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_link_options(onggi_options INTERFACE -fuse-ld=mold)
target_link_libraries(onggi_options INTERFACE Threads::Threads)
if(ONGGI_SANITIZE)
  target_compile_options(onggi_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  target_link_options(onggi_options INTERFACE -fsanitize=address,undefined)
endif()
if(ONGGI_FUZZ)
  target_compile_options(onggi_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(onggi_room name)
  cmake_parse_arguments(room "" "" "DEPENDS;PARTS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/worker/|/main\\.cpp$")
  file(GLOB sql CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/sql/*.sql)
  if(sql)
    set(generated ${CMAKE_BINARY_DIR}/generated/${name}_migrations.cpp)
    add_custom_command(OUTPUT ${generated} DEPENDS ${sql} ${CMAKE_SOURCE_DIR}/cmake/embed_sql.cmake
      COMMAND ${CMAKE_COMMAND} -D ROOM=${name} -D OUT=${generated} -D "SQL=${sql}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_sql.cmake VERBATIM)
    list(APPEND sources ${generated})
  endif()
  if(NOT sources)
    message(FATAL_ERROR "room ${name} has no sources")
  endif()
  add_library(onggi_${name} STATIC ${sources})
  target_link_libraries(onggi_${name} PRIVATE onggi_options)
  foreach(other IN LISTS room_DEPENDS)
    target_link_libraries(onggi_${name} PUBLIC onggi_${other})
  endforeach()
  foreach(part IN LISTS room_PARTS)
    target_link_libraries(onggi_${name} PRIVATE part::${part})
  endforeach()
endfunction()
