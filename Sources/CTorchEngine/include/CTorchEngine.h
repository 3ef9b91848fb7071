#pragma once
// What CTorch.h declares, as a library of its own that is loaded when the first of it is called.
