// The theme puts each table into an element that scrolls. Let the keyboard reach it, as it reaches
// code blocks: https://github.com/squidfunk/mkdocs-material/issues/1514
addEventListener("load", () => {
  for (const element of document.querySelectorAll(".md-typeset__scrollwrap")) {
    element.tabIndex = 0;
    element.role = "region";
    element.ariaLabel = "Table";
  }
});
