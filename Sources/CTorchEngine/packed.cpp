// Convolutions prepared for inference on the CPU: weights packed once, bias and ReLU on the way
// out, results written where the next layer reads them. libtorch's own convolutions reorder their
// weights at every call and know no fast algorithm for large kernels; its matrix product runs at
// less than half of what processors with AVX-512 that are not Intel's can do.
#include "boundary.hpp"
#include "kernels.hpp"
#include "threads.hpp"

using namespace ct;

struct ct_packed {
  std::vector<float> weights;
  std::vector<float> bias;
  int64_t inputs, outputs, kernel;
  bool rectifies;
};

namespace {

// A matrix, outputs × depth, turned into groups of 16 outputs, each depth × 16.
void packMatrix(ct_packed &layer, const float *weight) {
  layer.weights.resize(static_cast<size_t>(layer.inputs * layer.outputs));
  float *to = layer.weights.data();
  for (int64_t group = 0; group < layer.outputs; group += width)
    for (int64_t k = 0; k < layer.inputs; k++)
      for (int64_t lane = 0; lane < width; lane++)
        *to++ = weight[(group + lane) * layer.inputs + k];
}

// `weight`: inputs × r × r × outputs.
void packTransformed(ct_packed &layer, const at::Tensor &weight) {
  const int64_t r = layer.kernel, matrix = layer.inputs * layer.outputs;
  const auto rows = transformOfWeights(static_cast<int>(r));
  const float *from = weight.const_data_ptr<float>();
  layer.weights.resize(static_cast<size_t>(places * matrix));
  const auto transform = kernels().transformWeights;
  parallel(layer.inputs, [&](int64_t k) {
    for (int64_t o = 0; o < layer.outputs; o += width)
      transform(rows.get(), r, from + k * r * r * layer.outputs + o, layer.outputs,
                       layer.weights.data() + o * layer.inputs + k * width, matrix);
  });
}

bool inPixelOrder(const at::Tensor &t) {
  return t.device().is_cpu() && t.scalar_type() == at::kFloat && t.dim() == 4 && t.stride(3) == 1;
}

void multiplyPixels(const ct_packed &layer, const at::Tensor &in, const at::Tensor &out) {
  int64_t lines = in.size(0) * in.size(1), pixels = in.size(2), perImage = in.size(1);
  int64_t chunk = pixels;
  auto isOneLine = [&](const at::Tensor &t) {
    return t.stride(1) == t.stride(2) * pixels && t.stride(0) == t.stride(1) * perImage;
  };
  const bool joins = isOneLine(in) && isOneLine(out);
  if (joins) {
    // Pixels that all follow each other are cut where it suits the registers.
    pixels *= lines;
    chunk = 120;
    lines = (pixels + chunk - 1) / chunk;
  }
  const float *from = in.const_data_ptr<float>();
  float *to = out.mutable_data_ptr<float>();
  // Lines are dealt in bundles of a few hundred pixels.
  const int64_t bundle = std::max<int64_t>(1, 240 / std::max<int64_t>(chunk, 1));
  const auto multiply = kernels().multiply;
  parallel((lines + bundle - 1) / bundle, [&](int64_t part) {
    for (int64_t line = part * bundle; line < std::min(lines, (part + 1) * bundle); line++) {
      const int64_t image = line / perImage, row = line % perImage;
      const ptrdiff_t source = joins ? line * chunk * in.stride(2)
                                     : image * in.stride(0) + row * in.stride(1);
      const ptrdiff_t target = joins ? line * chunk * out.stride(2)
                                     : image * out.stride(0) + row * out.stride(1);
      const Product job{from + source, in.stride(2), layer.inputs, layer.weights.data(),
                        to + target, out.stride(2), layer.outputs, layer.bias.data(),
                        layer.rectifies};
      multiply(job, joins ? std::min(chunk, pixels - line * chunk) : chunk);
    }
  });
}

void convolveImages(const ct_packed &layer, const at::Tensor &in, const at::Tensor &out) {
  const int64_t step = side + 1 - layer.kernel;
  Winograd job{};
  job.input = in.const_data_ptr<float>();
  job.imageStride = in.stride(0);
  job.rowStride = in.stride(1);
  job.pixelStride = in.stride(2);
  job.rows = in.size(1);
  job.columns = in.size(2);
  job.tilesDown = (out.size(1) + step - 1) / step;
  job.tilesAcross = (out.size(2) + step - 1) / step;
  job.weights = layer.weights.data();
  job.inputs = layer.inputs;
  job.outputs = layer.outputs;
  job.output = out.mutable_data_ptr<float>();
  job.outputImageStride = out.stride(0);
  job.outputRowStride = out.stride(1);
  job.outputPixelStride = out.stride(2);
  job.bias = layer.bias.data();
  job.rectifies = layer.rectifies;
  const int64_t tiles = in.size(0) * job.tilesDown * job.tilesAcross;
  const int64_t blocks = (tiles + tilesPerBlock - 1) / tilesPerBlock;
  const auto convolve = kernels().convolve[(layer.kernel - 3) / 2];
  parallel(blocks, scratchCount(job), [&](int64_t block, float *scratch) {
    convolve(job, block * tilesPerBlock, std::min(tiles, (block + 1) * tilesPerBlock), scratch);
  });
}

}  // namespace

extern "C" {

bool ct_can_pack(const ct_tensor *tensor) {
  const auto &weight = tensor->value;
  if (!weight.device().is_cpu() || weight.scalar_type() != at::kFloat || weight.dim() != 4)
    return false;
  const int64_t kernel = weight.size(2);
  return weight.size(3) == kernel && kernel % 2 == 1 && kernel <= longestFilter &&
         weight.size(0) % width == 0 && (kernel == 1 || weight.size(1) % width == 0);
}

ct_error ct_packed_new(const ct_tensor *tensor, const ct_tensor *bias, bool rectifies,
                       ct_packed **out) {
  return guarded([&] {
    if (!ct_can_pack(tensor)) throw std::invalid_argument("weights that cannot be packed");
    TORCH_CHECK(bias == nullptr || bias->value.sizes() == at::IntArrayRef({tensor->value.size(0)}),
                "a bias of shape ", bias->value.sizes(), " for ", tensor->value.size(0),
                " outputs");
    const auto weight = tensor->value.detach().contiguous();
    auto layer = std::make_unique<ct_packed>();
    layer->outputs = weight.size(0);
    layer->inputs = weight.size(1);
    layer->kernel = weight.size(2);
    layer->rectifies = rectifies;
    layer->bias.assign(static_cast<size_t>(layer->outputs), 0);
    if (bias != nullptr) {
      const auto values = bias->value.detach().to(at::kFloat).contiguous();
      std::copy_n(values.const_data_ptr<float>(), layer->outputs, layer->bias.begin());
    }
    if (layer->kernel > 1) {
      packTransformed(*layer, weight.permute({1, 2, 3, 0}).contiguous());
    } else {
      packMatrix(*layer, weight.const_data_ptr<float>());
    }
    *out = layer.release();
  });
}

void ct_packed_free(ct_packed *layer) { delete layer; }

ct_error ct_packed_run(const ct_packed *layer, const ct_tensor *input, ct_tensor *output) {
  return guarded([&] {
    const auto &in = input->value;
    const auto &out = output->value;
    const int64_t less = layer->kernel - 1;
    if (!inPixelOrder(in) || !inPixelOrder(out) || in.size(3) != layer->inputs ||
        out.size(3) != layer->outputs || out.size(0) != in.size(0) ||
        out.size(1) != in.size(1) - less || out.size(2) != in.size(2) - less)
      throw std::invalid_argument("a packed convolution of other shapes or another layout");
    if (out.numel() == 0) return;
    if (layer->kernel == 1) {
      multiplyPixels(*layer, in, out);
    } else {
      convolveImages(*layer, in, out);
    }
  });
}

}  // extern "C"
