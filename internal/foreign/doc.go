// Package foreign makes text of others safe to display: names, descriptions, labels and messages of IONOS Cloud, and
// the input of users. It makes characters visible that change the direction of text or have no width, and isolates text
// that runs from right to left, which could otherwise rearrange the text around it. HTML does both for whole pages, so
// that no template can forget it; Text does it for text that reaches a browser without HTML. Text that is sent to IONOS
// Cloud, exported or edited stays as it is.
package foreign
