# One folder is one target is one namespace: daemon/vrrp = holdfast::vrrp = holdfast_vrrp.

include(CheckCXXCompilerFlag)

add_library(holdfast_options INTERFACE)
target_include_directories(holdfast_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(holdfast_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wcast-align -Wformat=2 -Wnon-virtual-dtor
  -Werror
  -fstack-protector-strong -fstack-clash-protection -fno-strict-overflow -fno-delete-null-pointer-checks
  -D_GLIBCXX_ASSERTIONS
  $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>)  # of what the file before declared
check_cxx_compiler_flag(-fcf-protection=full landing_pads)  # of x86 alone
if(landing_pads)
  target_compile_options(holdfast_options INTERFACE -fcf-protection=full)
endif()
# Both hide from a sanitizer, and from valgrind, what they look for; tests/tidy/hardening.py reads the rest from the files.
if(NOT HOLDFAST_SANITIZE)
  target_compile_options(holdfast_options INTERFACE
    $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=3> $<$<NOT:$<CONFIG:Debug>>:-ftrivial-auto-var-init=zero>)
endif()
target_link_options(holdfast_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code,--as-needed)
if(HOLDFAST_SANITIZE MATCHES thread)
  target_compile_options(holdfast_options INTERFACE -Wno-tsan)  # Asio's fences
endif()
if(HOLDFAST_SANITIZE)
  target_compile_options(holdfast_options INTERFACE -fsanitize=${HOLDFAST_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # of instrumented code it is wrong
  target_link_options(holdfast_options INTERFACE -fsanitize=${HOLDFAST_SANITIZE})
endif()
if(HOLDFAST_COVERAGE)
  target_compile_options(holdfast_options INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(holdfast_options INTERFACE --coverage)
endif()

# holdfast_library(NAME [PURE] [USES lib...] [SYSTEM lib...])
# PURE: decides only; may use other pure targets and nothing else (checked here, and by tests/tidy/layers.py).
function(holdfast_library name)
  cmake_parse_arguments(ARG "PURE" "" "USES;SYSTEM" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  set(target holdfast_${name})
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE holdfast_options)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(holdfast::${name} ALIAS ${target})
  target_include_directories(${target} ${scope} ${CMAKE_SOURCE_DIR})
  set_target_properties(${target} PROPERTIES HOLDFAST_PURE "${ARG_PURE}")
  if(ARG_PURE AND ARG_SYSTEM)
    message(FATAL_ERROR "${target} is pure and must not link ${ARG_SYSTEM}")
  endif()
  foreach(used IN LISTS ARG_USES)
    if(ARG_PURE)
      get_target_property(pure holdfast_${used} HOLDFAST_PURE)
      if(NOT pure)
        message(FATAL_ERROR "${target} is pure and must not use holdfast_${used}, which is not")
      endif()
    endif()
    target_link_libraries(${target} ${scope} holdfast::${used})
  endforeach()
  target_link_libraries(${target} ${scope} ${ARG_SYSTEM})
endfunction()
