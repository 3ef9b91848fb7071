#pragma once
// The convolutions of a bank in training, forward and backward, each by the way that takes the
// fewest multiplications.
#include <ATen/ATen.h>

namespace ct {

struct Filtered {
  at::Tensor output;  // N × O × h' × w', channels last
  at::Tensor kept;    // what the backward pass needs of the input
};

struct FilterGradients {
  at::Tensor input;  // undefined where it was not asked for
  at::Tensor weight;
};

// A valid convolution of `input`, N × I × h × w, which may be a view of channels-last memory, with a
// `weight` O × I × r × r.
Filtered filter(const at::Tensor &input, const at::Tensor &weight);

// Its gradients by `output`, N × O × h' × w' channels last.
FilterGradients differentiate(const at::Tensor &output, const at::Tensor &kept,
                              const at::Tensor &weight, bool needsInput);

}  // namespace ct
