// The sidebar on narrow screens: opened by a button, closed by Escape, the close button or a click outside; focus goes in and comes back.
export function menu() {
  return {
    open: false,
    show() {
      this.open = true;
      this.$nextTick(() => this.$refs.side.querySelector("a, button").focus());
    },
    hide() {
      if (!this.open) return;
      this.open = false;
      this.$refs.button.focus();
    },
    outside(event) {
      if (this.open && !this.$refs.side.contains(event.target) && !this.$refs.button.contains(event.target)) this.hide();
    },
    trap(event) {
      if (!this.open || event.key !== "Tab") return;
      const stops = [...this.$refs.side.querySelectorAll("a, button, summary")].filter((e) => e.offsetParent !== null);
      const [first, last] = [stops[0], stops[stops.length - 1]];
      if (event.shiftKey && document.activeElement === first) {
        last.focus();
        event.preventDefault();
      } else if (!event.shiftKey && document.activeElement === last) {
        first.focus();
        event.preventDefault();
      }
    },
    get expanded() {
      return this.open ? "true" : "false";
    },
    get sideClass() {
      return this.open ? "open" : "";
    },
  };
}
