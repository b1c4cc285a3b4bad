# SPDX-License-Identifier: MIT
# The build's copy of an XML file: each method gets the annotation that makes the generated adaptor
# hand out a Result, so that a reply can wait for the commit that holds the change.
file(READ ${IN} xml)
set(async "<annotation name=\"org.freedesktop.DBus.Method.Async\" value=\"server\"/>")
string(REGEX REPLACE "<method name=\"([A-Za-z]+)\"/>" "<method name=\"\\1\">${async}</method>"
                     xml "${xml}")
string(REGEX REPLACE "<method name=\"([A-Za-z]+)\">\n" "<method name=\"\\1\">${async}\n" xml
                     "${xml}")
file(WRITE ${OUT} "${xml}")
