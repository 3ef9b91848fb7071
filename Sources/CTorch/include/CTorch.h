#pragma once
// libtorch as a C library: tensors, differentiation, and the operations that Facet's networks and
// losses need. Rules of this boundary:
//  - every function returns NULL, or a message allocated with malloc that the caller frees;
//    no C++ exception leaves it;
//  - a tensor handed out belongs to the caller, who gives it to ct_free;
//  - shapes are arrays of int64_t, dtypes and devices are the enums and integers below.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ct_tensor ct_tensor;
typedef struct ct_generator ct_generator;
typedef struct ct_inference ct_inference;
typedef char *ct_error;

typedef enum {
  CT_UINT8 = 0,
  CT_INT64 = 1,
  CT_FLOAT32 = 2,
  CT_FLOAT64 = 3,
  CT_BOOL = 4,
  CT_BFLOAT16 = 5
} ct_dtype;

// Devices: -1 is the CPU, n ≥ 0 is CUDA device n.
#define CT_CPU (-1)

// ---- library
// Threads that wait for each other sleep soon while other processes want the processors (waiting.cpp),
// from the first call on. False if nothing changes: the user's environment sets how to wait.
bool ct_share_processors(void);
// Whether they sleep soon at the moment.
bool ct_waits_briefly(void);
ct_error ct_set_threads(int32_t count);
int32_t ct_threads(void);
int32_t ct_cuda_devices(void);
ct_error ct_synchronise(int32_t device);
const char *ct_version(void);
// Tensors handed out and not yet freed, over all threads.
int64_t ct_live_tensors(void);
// Whether operations on this thread record what backward needs; returns the former state.
bool ct_set_gradients_enabled(bool enabled);
ct_error ct_inference_begin(ct_inference **out);
void ct_inference_end(ct_inference *guard);

// ---- our own loops (kernels.cpp), for each kind of processor; chosen by tests alone
typedef enum {
  CT_KERNELS_BEST, CT_KERNELS_AVX512, CT_KERNELS_AVX2, CT_KERNELS_PORTABLE
} ct_kernels;
// On this thread. Returns false if this processor does not have them; then nothing changes.
bool ct_use_kernels(ct_kernels kind);
// Rows × depth by depth × outputs, plus a bias, as inference multiplies; float32 on the CPU, at least
// 16 outputs.
ct_error ct_product(const ct_tensor *rows, const ct_tensor *matrix, const ct_tensor *bias,
                    bool rectifies, ct_tensor **out);

// ---- random generators
ct_error ct_generator_new(uint64_t seed, int32_t device, ct_generator **out);
void ct_generator_free(ct_generator *generator);

// ---- making and reading tensors
ct_error ct_from_data(const void *data, ct_dtype dtype, const int64_t *shape, int32_t rank,
                      ct_tensor **out);
// Uses the caller's memory, which `release(context)` gives back when the last tensor on it ends.
ct_error ct_borrow(void *data, ct_dtype dtype, const int64_t *shape, int32_t rank,
                   void (*release)(void *), void *context, ct_tensor **out);
ct_error ct_full(double value, ct_dtype dtype, const int64_t *shape, int32_t rank, int32_t device,
                 ct_tensor **out);
ct_error ct_empty(ct_dtype dtype, const int64_t *shape, int32_t rank, int32_t device,
                  ct_tensor **out);
ct_error ct_arange(int64_t count, int32_t device, ct_tensor **out);
ct_error ct_eye(int64_t size, ct_dtype dtype, int32_t device, ct_tensor **out);
ct_error ct_normal(ct_generator *generator, ct_dtype dtype, const int64_t *shape, int32_t rank,
                   int32_t device, ct_tensor **out);
ct_error ct_uniform(ct_generator *generator, ct_dtype dtype, const int64_t *shape, int32_t rank,
                    int32_t device, ct_tensor **out);
void ct_free(ct_tensor *tensor);
int32_t ct_rank(const ct_tensor *tensor);
void ct_shape(const ct_tensor *tensor, int64_t *shape);
void ct_strides(const ct_tensor *tensor, int64_t *strides);
ct_error ct_dtype_of(const ct_tensor *tensor, ct_dtype *out);
int32_t ct_device_of(const ct_tensor *tensor);
bool ct_is_contiguous(const ct_tensor *tensor);
// Copies all elements, row-major, to `data`; `bytes` must be their exact size.
ct_error ct_read(const ct_tensor *tensor, void *data, size_t bytes);
// The elements themselves, for a contiguous tensor on the CPU.
ct_error ct_data(const ct_tensor *tensor, void **out);
ct_error ct_to(const ct_tensor *tensor, ct_dtype dtype, int32_t device, ct_tensor **out);
ct_error ct_clone(const ct_tensor *tensor, ct_tensor **out);
ct_error ct_copy_into(ct_tensor *target, const ct_tensor *source);

// ---- copies beside other work (transfers.cpp)
typedef struct ct_transfer ct_transfer;
// Memory on the host to copy to `device` from, not initialised: page-locked where it is a GPU.
ct_error ct_staging(ct_dtype dtype, const int64_t *shape, int32_t rank, int32_t device,
                    ct_tensor **out);
ct_error ct_is_pinned(const ct_tensor *tensor, bool *out);
// Begins to copy `tensor` to `device`; nothing is copied where it is there. To a GPU the copy runs
// beside what is queued there, from a GPU behind it.
ct_error ct_transfer_begin(const ct_tensor *tensor, int32_t device, ct_transfer **out);
// The copy: on a GPU for what is queued from here on, on the host once it has arrived.
ct_error ct_transfer_end(ct_transfer *transfer, ct_tensor **out);
void ct_transfer_free(ct_transfer *transfer);

// ---- differentiation
ct_error ct_detach(const ct_tensor *tensor, ct_tensor **out);
ct_error ct_set_requires_gradient(ct_tensor *tensor, bool required);
bool ct_requires_gradient(const ct_tensor *tensor);
ct_error ct_backward(const ct_tensor *loss);
// *out is NULL where no gradient has been accumulated.
ct_error ct_gradient(const ct_tensor *tensor, ct_tensor **out);
ct_error ct_clear_gradient(ct_tensor *tensor);
// The gradients of a number by `count` tensors, given to `out` and added to nothing; zeros for a
// tensor that it does not depend on. With `differentiable` they are recorded for further gradients.
ct_error ct_gradients(const ct_tensor *value, ct_tensor *const *inputs, int32_t count,
                      bool differentiable, ct_tensor **out);
// The first tensor that holds NaN or an infinity; −1 if none does. One pass over memory.
ct_error ct_first_not_finite(ct_tensor *const *tensors, int32_t count, int32_t *index);

// ---- element by element
typedef enum {
  CT_NEGATE, CT_EXP, CT_LOG, CT_LOG1P, CT_SQRT, CT_RSQRT, CT_SQUARE, CT_ABS, CT_SIGN, CT_RELU,
  CT_GELU, CT_SIGMOID, CT_LOG_SIGMOID, CT_SOFTPLUS, CT_TANH, CT_COS, CT_SIN, CT_ACOS, CT_RECIPROCAL, CT_FLOOR, CT_NOT,
  CT_IS_NAN, CT_IS_FINITE
} ct_unary_op;
// max(x, 0) in place, recorded; only for a tensor that nothing else needs, such as a layer's output.
ct_error ct_relu_in_place(ct_tensor *a);
ct_error ct_unary(ct_unary_op op, const ct_tensor *a, ct_tensor **out);
typedef enum {
  CT_ADD, CT_SUBTRACT, CT_MULTIPLY, CT_DIVIDE, CT_POWER, CT_MAXIMUM, CT_MINIMUM, CT_EQUAL,
  CT_NOT_EQUAL, CT_GREATER, CT_GREATER_EQUAL, CT_LESS, CT_LESS_EQUAL, CT_AND, CT_OR
} ct_binary_op;
ct_error ct_binary(ct_binary_op op, const ct_tensor *a, const ct_tensor *b, ct_tensor **out);
ct_error ct_binary_scalar(ct_binary_op op, const ct_tensor *a, double b, ct_tensor **out);
ct_error ct_clamp(const ct_tensor *a, double low, double high, ct_tensor **out);
ct_error ct_where(const ct_tensor *condition, const ct_tensor *a, const ct_tensor *b,
                  ct_tensor **out);
ct_error ct_masked_fill(const ct_tensor *a, const ct_tensor *mask, double value, ct_tensor **out);

// ---- reductions; no dimensions given = all
typedef enum {
  CT_SUM, CT_MEAN, CT_MAX, CT_MIN, CT_LOG_SUM_EXP, CT_ANY, CT_ALL, CT_VARIANCE, CT_NORM
} ct_reduction;
ct_error ct_reduce(ct_reduction op, const ct_tensor *a, const int64_t *dims, int32_t count,
                   bool keep, ct_tensor **out);
ct_error ct_argmax(const ct_tensor *a, int64_t dim, bool keep, ct_tensor **out);
ct_error ct_argmin(const ct_tensor *a, int64_t dim, bool keep, ct_tensor **out);
ct_error ct_top(const ct_tensor *a, int64_t count, int64_t dim, bool largest, ct_tensor **values,
                ct_tensor **indices);
ct_error ct_sort(const ct_tensor *a, int64_t dim, bool descending, ct_tensor **values,
                 ct_tensor **indices);
ct_error ct_cumulative_sum(const ct_tensor *a, int64_t dim, ct_tensor **out);
// (sum of |a|^p)^(1/p) along one dimension; p may be infinite.
ct_error ct_vector_norm(const ct_tensor *a, double p, int64_t dim, bool keep, ct_tensor **out);
// Row j of the result is the sum of the rows of `a` whose index is j.
ct_error ct_sum_by_index(const ct_tensor *a, const ct_tensor *indices, int64_t count,
                         ct_tensor **out);

// ---- shape
ct_error ct_reshape(const ct_tensor *a, const int64_t *shape, int32_t rank, ct_tensor **out);
ct_error ct_permute(const ct_tensor *a, const int64_t *order, int32_t rank, ct_tensor **out);
ct_error ct_expand(const ct_tensor *a, const int64_t *shape, int32_t rank, ct_tensor **out);
ct_error ct_unsqueeze(const ct_tensor *a, int64_t dim, ct_tensor **out);
ct_error ct_squeeze(const ct_tensor *a, int64_t dim, ct_tensor **out);
ct_error ct_narrow(const ct_tensor *a, int64_t dim, int64_t start, int64_t length,
                   ct_tensor **out);
ct_error ct_flip(const ct_tensor *a, const int64_t *dims, int32_t count, ct_tensor **out);
ct_error ct_concatenate(ct_tensor *const *tensors, int32_t count, int64_t dim, ct_tensor **out);
ct_error ct_stack(ct_tensor *const *tensors, int32_t count, int64_t dim, ct_tensor **out);
ct_error ct_index_select(const ct_tensor *a, int64_t dim, const ct_tensor *indices,
                         ct_tensor **out);
ct_error ct_gather(const ct_tensor *a, int64_t dim, const ct_tensor *indices, ct_tensor **out);
ct_error ct_nonzero(const ct_tensor *a, ct_tensor **out);
ct_error ct_one_hot(const ct_tensor *a, int64_t classes, ct_tensor **out);
ct_error ct_diagonal(const ct_tensor *a, ct_tensor **out);
ct_error ct_triangle(const ct_tensor *a, int64_t offset, ct_tensor **out);
ct_error ct_contiguous(const ct_tensor *a, bool channels_last, ct_tensor **out);

// ---- linear algebra
ct_error ct_matmul(const ct_tensor *a, const ct_tensor *b, ct_tensor **out);
ct_error ct_cholesky(const ct_tensor *a, ct_tensor **out);
ct_error ct_inverse(const ct_tensor *a, ct_tensor **out);
ct_error ct_singular_values(const ct_tensor *a, ct_tensor **out);
// The thin decomposition U·diag(s)·Vᵀ: U, s descending, Vᵀ.
ct_error ct_singular_vectors(const ct_tensor *a, ct_tensor **left, ct_tensor **values,
                             ct_tensor **right);
ct_error ct_solve(const ct_tensor *a, const ct_tensor *b, ct_tensor **out);
// The X with the least ‖A·X − B‖, for an A of full rank.
ct_error ct_least_squares(const ct_tensor *a, const ct_tensor *b, ct_tensor **out);
ct_error ct_symmetric_eigen(const ct_tensor *a, ct_tensor **values, ct_tensor **vectors);
ct_error ct_pairwise_distance(const ct_tensor *a, const ct_tensor *b, double p, ct_tensor **out);
// The `count` nearest rows of `references` M×k for each of `queries` N×k, float32 on the CPU,
// nearest first (neighbours.cpp). `centre` k, `turned` k×M and `squares` M are a point near all,
// −2(references − centre)ᵀ, and the squared lengths of references − centre. With `weights`, M values
// above 0, the squared distance to a row counts as often; NULL for 1. The own row of query i, which
// is left out, is `own` + i; none if `own` is below 0.
ct_error ct_nearest(const ct_tensor *queries, const ct_tensor *references, const ct_tensor *centre,
                    const ct_tensor *turned, const ct_tensor *squares, const ct_tensor *weights,
                    int64_t count, int64_t own, ct_tensor **distances, ct_tensor **rows);

// ---- layers; on an input in bfloat16, convolution and linear take their weights so too, and batch
// norm keeps its own in float32
ct_error ct_convolution(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                        const int64_t *stride, const int64_t *padding, int32_t rank,
                        int64_t groups, ct_tensor **out);
// Over the last dimensions, as many as `weight` and `bias` have.
ct_error ct_layer_norm(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                       double epsilon, ct_tensor **out);
// Sequences N×L×I, states layers·directions×N×H, for each layer and direction four weights in
// PyTorch's order: 4H×I, 4H×H, 4H, 4H.
ct_error ct_lstm(const ct_tensor *input, const ct_tensor *hidden, const ct_tensor *cell,
                 ct_tensor *const *weights, int32_t layers, bool both_ways, ct_tensor **out,
                 ct_tensor **last_hidden, ct_tensor **last_cell);
ct_error ct_batch_norm(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                       ct_tensor *mean, ct_tensor *variance, bool training, double momentum,
                       double epsilon, ct_tensor **out);
// Convolutions of `filters` sizes on the centre crops of one input N×I×h×w, float32 on the CPU, each
// with batch norm in training and ReLU, their channels joined in channels-last order (bank.cpp).
// The running means and variances move by `momentum`.
ct_error ct_bank(const ct_tensor *input, ct_tensor *const *weights, ct_tensor *const *scales,
                 ct_tensor *const *shifts, ct_tensor *const *means, ct_tensor *const *variances,
                 int32_t filters, double momentum, double epsilon, ct_tensor **out);
ct_error ct_linear(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                   ct_tensor **out);
ct_error ct_dropout(const ct_tensor *input, double probability, ct_generator *generator,
                    ct_tensor **out);
typedef enum { CT_POOL_MAX, CT_POOL_MEAN } ct_pooling;
ct_error ct_pool(ct_pooling kind, const ct_tensor *input, const int64_t *kernel,
                 const int64_t *stride, int32_t rank, ct_tensor **out);
ct_error ct_softmax(const ct_tensor *input, int64_t dim, bool logarithm, ct_tensor **out);
ct_error ct_cross_entropy(const ct_tensor *logits, const ct_tensor *labels,
                          const ct_tensor *class_weights, double label_smoothing,
                          ct_tensor **out);

// ---- convolutions prepared for inference on the CPU (packed.cpp)
typedef struct ct_packed ct_packed;
// Whether a weight O×I×r×r can be packed: float32 on the CPU, r of 1, 3, 5 or 7, O a multiple of
// 16, and I too where r is above 1.
bool ct_can_pack(const ct_tensor *weight);
ct_error ct_packed_new(const ct_tensor *weight, const ct_tensor *bias, bool rectifies,
                       ct_packed **out);
void ct_packed_free(ct_packed *layer);
// Valid convolution of `input`, N×h×w×I, into `output`, N×(h−r+1)×(w−r+1)×O; both may be views whose
// last dimension lies together. Nothing is recorded for backward.
ct_error ct_packed_run(const ct_packed *layer, const ct_tensor *input, ct_tensor *output);

// ---- optimiser steps, fused over all parameters; they change parameters and state in place
ct_error ct_sgd_step(ct_tensor *const *parameters, ct_tensor *const *gradients,
                     ct_tensor *const *momenta, int32_t count, double rate, double momentum,
                     double weight_decay, bool nesterov, bool first);
ct_error ct_adamw_step(ct_tensor *const *parameters, ct_tensor *const *gradients,
                       ct_tensor *const *means, ct_tensor *const *squares,
                       ct_tensor *const *steps, int32_t count, double rate, double beta1,
                       double beta2, double weight_decay, double epsilon);

#ifdef __cplusplus
}
#endif
