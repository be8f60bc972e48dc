"""LEC: ระบบสารสนเทศทางการศึกษาท้องถิ่น, the register and the confirmed count of local education."""
