// Shapes: views, parts and joins of tensors.
#include "boundary.hpp"

using namespace ct;

extern "C" {

ct_error ct_reshape(const ct_tensor *a, const int64_t *shape, int32_t rank, ct_tensor **out) {
  CT_GIVES(a->value.reshape(list(shape, rank)));
}
ct_error ct_permute(const ct_tensor *a, const int64_t *order, int32_t rank, ct_tensor **out) {
  CT_GIVES(a->value.permute(list(order, rank)));
}
ct_error ct_expand(const ct_tensor *a, const int64_t *shape, int32_t rank, ct_tensor **out) {
  CT_GIVES(a->value.expand(list(shape, rank)));
}
ct_error ct_unsqueeze(const ct_tensor *a, int64_t dim, ct_tensor **out) {
  CT_GIVES(a->value.unsqueeze(dim));
}
ct_error ct_squeeze(const ct_tensor *a, int64_t dim, ct_tensor **out) {
  CT_GIVES(a->value.squeeze(dim));
}
ct_error ct_narrow(const ct_tensor *a, int64_t dim, int64_t start, int64_t length,
                   ct_tensor **out) {
  CT_GIVES(a->value.narrow(dim, start, length));
}
ct_error ct_flip(const ct_tensor *a, const int64_t *dims, int32_t count, ct_tensor **out) {
  CT_GIVES(a->value.flip(list(dims, count)));
}
ct_error ct_concatenate(ct_tensor *const *handles, int32_t count, int64_t dim, ct_tensor **out) {
  CT_GIVES(at::cat(tensors(handles, count), dim));
}
ct_error ct_stack(ct_tensor *const *handles, int32_t count, int64_t dim, ct_tensor **out) {
  CT_GIVES(at::stack(tensors(handles, count), dim));
}
ct_error ct_index_select(const ct_tensor *a, int64_t dim, const ct_tensor *indices,
                         ct_tensor **out) {
  CT_GIVES(a->value.index_select(dim, indices->value));
}
ct_error ct_gather(const ct_tensor *a, int64_t dim, const ct_tensor *indices, ct_tensor **out) {
  CT_GIVES(a->value.gather(dim, indices->value));
}
ct_error ct_nonzero(const ct_tensor *a, ct_tensor **out) { CT_GIVES(a->value.nonzero()); }
ct_error ct_one_hot(const ct_tensor *a, int64_t classes, ct_tensor **out) {
  CT_GIVES(at::one_hot(a->value, classes));
}
ct_error ct_diagonal(const ct_tensor *a, ct_tensor **out) {
  CT_GIVES(a->value.diagonal(0, -2, -1));
}
ct_error ct_triangle(const ct_tensor *a, int64_t offset, ct_tensor **out) {
  CT_GIVES(a->value.triu(offset));
}
ct_error ct_contiguous(const ct_tensor *a, bool channels_last, ct_tensor **out) {
  return guarded([&] {
    auto format = !channels_last        ? at::MemoryFormat::Contiguous
                  : a->value.dim() == 5 ? at::MemoryFormat::ChannelsLast3d
                                        : at::MemoryFormat::ChannelsLast;
    give(out, a->value.contiguous(format));
  });
}

}  // extern "C"
