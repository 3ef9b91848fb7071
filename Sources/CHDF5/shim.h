#pragma once
#include <hdf5.h>
#include <stdio.h>

// Each constant below is a C macro that expands to a cast or to a call of H5open(), neither of
// which Swift imports.
static inline hid_t facet_h5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t facet_h5_native_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t facet_h5_native_uint16(void) { return H5T_NATIVE_UINT16; }
static inline hid_t facet_h5_native_int16(void) { return H5T_NATIVE_INT16; }
static inline hid_t facet_h5_native_uint32(void) { return H5T_NATIVE_UINT32; }
static inline hid_t facet_h5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t facet_h5_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t facet_h5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t facet_h5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t facet_h5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t facet_h5_c_string(void) { return H5T_C_S1; }
static inline hid_t facet_h5_dataset_create_class(void) { return H5P_DATASET_CREATE; }
static inline hid_t facet_h5_dataset_access_class(void) { return H5P_DATASET_ACCESS; }
static inline hid_t facet_h5_file_access_class(void) { return H5P_FILE_ACCESS; }
static inline hid_t facet_h5_link_create_class(void) { return H5P_LINK_CREATE; }
static inline size_t facet_h5_variable_length(void) { return H5T_VARIABLE; }
static inline unsigned facet_h5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned facet_h5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned facet_h5_objects_of_file(void) {
  return H5F_OBJ_DATASET | H5F_OBJ_GROUP | H5F_OBJ_DATATYPE | H5F_OBJ_ATTR | H5F_OBJ_LOCAL;
}
static inline hid_t facet_h5_default(void) { return H5P_DEFAULT; }
static inline hid_t facet_h5_all(void) { return H5S_ALL; }
static inline hid_t facet_h5_error_stack(void) { return H5E_DEFAULT; }
static inline hsize_t facet_h5_unlimited(void) { return H5S_UNLIMITED; }

// H5T_STD_REF_OBJ is a macro as above; H5Rdereference is one that chooses a version.
static inline hid_t facet_h5_vlen_of_object_references(void) {
  return H5Tvlen_create(H5T_STD_REF_OBJ);
}
static inline hid_t facet_h5_dereference(hid_t beside, const void *reference) {
  return H5Rdereference2(beside, H5P_DEFAULT, H5R_OBJECT, reference);
}

// Where a link leads, as text: "path", or "file:path" in another file. 0 for a hard link, which
// leads to an object always; negative if it cannot be read. H5Lget_info is a macro in later
// versions.
static inline int facet_h5_link_target(hid_t group, const char *name, char *target, size_t size) {
  H5L_info_t info;
  char value[4096];
  const char *file = "", *object = "";
  unsigned flags = 0;
  if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
  if (info.type == H5L_TYPE_HARD) return 0;
  if (info.u.val_size >= sizeof value) return -1;
  if (H5Lget_val(group, name, value, sizeof value, H5P_DEFAULT) < 0) return -1;
  value[info.u.val_size] = 0;
  if (info.type == H5L_TYPE_SOFT) {
    snprintf(target, size, "%s", value);
    return 1;
  }
  if (info.type != H5L_TYPE_EXTERNAL) return -1;
  if (H5Lunpack_elink_val(value, info.u.val_size, &flags, &file, &object) < 0) return -1;
  snprintf(target, size, "%s:%s", file, object);
  return 1;
}
