// goexit: where a goroutine's function returns to, though nobody called it from here. gostartcall
// plants its address (plus one) as the return address in the first frame of a new goroutine.
//
// The `nop` is there for debuggers: they look up a return address minus one, to land inside the
// call instruction, and must land inside goexit. The undefined rip tells them that the stack ends
// here.
//
// Go 1.21: runtime/asm_amd64.s, goexit

        .text
        .globl  rt_goexit
        .type   rt_goexit, @function
        .balign 16
rt_goexit:
        .cfi_startproc
        .cfi_undefined %rip
        nop
        call    rt_goexit1              // never returns
        ud2
        .cfi_endproc
        .size   rt_goexit, .-rt_goexit

        .section .note.GNU-stack, "", @progbits
