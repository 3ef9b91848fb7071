// Each function of a library as a jump to where the library has it. The first one that is called loads
// the library, with all that the caller has passed kept aside. For the assembler; beforehand:
//
//  TABLE: the places of the functions, NULL until the library is loaded.
//  LOAD: the function that loads it.
#if defined(__x86_64__)

.macro FUNCTION_STUB name
  .globl \name
  .type \name, @function
\name:
  movq TABLE + 8 * next(%rip), %r11
  testq %r11, %r11
  je 1f
  jmpq *%r11
1:
  leaq TABLE + 8 * next(%rip), %r10
  jmp first
  .size \name, . - \name
  .set next, next + 1
.endm

  .text
  .p2align 4
  .type first, @function
first:
  .cfi_startproc
  pushq %rdi
  pushq %rsi
  pushq %rdx
  pushq %rcx
  pushq %r8
  pushq %r9
  pushq %r10
  .cfi_def_cfa_offset 64
  subq $144, %rsp
  .cfi_def_cfa_offset 208
  // What a function of variable arguments expects.
  movq %rax, 128(%rsp)
  movups %xmm0, (%rsp)
  movups %xmm1, 16(%rsp)
  movups %xmm2, 32(%rsp)
  movups %xmm3, 48(%rsp)
  movups %xmm4, 64(%rsp)
  movups %xmm5, 80(%rsp)
  movups %xmm6, 96(%rsp)
  movups %xmm7, 112(%rsp)
  call LOAD
  movups (%rsp), %xmm0
  movups 16(%rsp), %xmm1
  movups 32(%rsp), %xmm2
  movups 48(%rsp), %xmm3
  movups 64(%rsp), %xmm4
  movups 80(%rsp), %xmm5
  movups 96(%rsp), %xmm6
  movups 112(%rsp), %xmm7
  movq 128(%rsp), %rax
  addq $144, %rsp
  .cfi_def_cfa_offset 64
  popq %r10
  popq %r9
  popq %r8
  popq %rcx
  popq %rdx
  popq %rsi
  popq %rdi
  .cfi_def_cfa_offset 8
  jmpq *(%r10)
  .cfi_endproc
  .size first, . - first

#elif defined(__aarch64__)

.macro FUNCTION_STUB name
  .globl \name
  .type \name, %function
\name:
  adrp x16, TABLE + 8 * next
  add x16, x16, :lo12:TABLE + 8 * next
  ldr x17, [x16]
  cbz x17, first
  br x17
  .size \name, . - \name
  .set next, next + 1
.endm

  .text
  .p2align 4
  .type first, %function
first:
  .cfi_startproc
  stp x29, x30, [sp, #-224]!
  .cfi_def_cfa_offset 224
  .cfi_offset x30, -216
  stp x0, x1, [sp, #16]
  stp x2, x3, [sp, #32]
  stp x4, x5, [sp, #48]
  stp x6, x7, [sp, #64]
  stp x8, x16, [sp, #80]
  stp q0, q1, [sp, #96]
  stp q2, q3, [sp, #128]
  stp q4, q5, [sp, #160]
  stp q6, q7, [sp, #192]
  bl LOAD
  ldp q6, q7, [sp, #192]
  ldp q4, q5, [sp, #160]
  ldp q2, q3, [sp, #128]
  ldp q0, q1, [sp, #96]
  ldp x8, x16, [sp, #80]
  ldp x6, x7, [sp, #64]
  ldp x4, x5, [sp, #48]
  ldp x2, x3, [sp, #32]
  ldp x0, x1, [sp, #16]
  ldp x29, x30, [sp], #224
  .cfi_def_cfa_offset 0
  ldr x17, [x16]
  br x17
  .cfi_endproc
  .size first, . - first

#else
#error "write the stubs of this processor"
#endif

  .hidden LOAD
  .hidden TABLE
  .set next, 0
#define FUNCTION(name) FUNCTION_STUB name
