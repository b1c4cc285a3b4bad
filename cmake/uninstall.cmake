# SPDX-License-Identifier: MIT
# Removes what the last `cmake --install` of this build tree has put down, and no other file.
# Directories, the state and the account of the service stay.
set(manifest ${BUILD}/install_manifest.txt)
if(NOT EXISTS ${manifest})
  message(FATAL_ERROR "There is no ${manifest}: nothing was installed from here")
endif()
file(STRINGS ${manifest} files)
foreach(file ${files})
  file(REMOVE $ENV{DESTDIR}${file})
  message(STATUS "Removed: $ENV{DESTDIR}${file}")
endforeach()
