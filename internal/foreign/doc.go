// Package foreign makes text safe to look at that others wrote: names, descriptions, labels and messages of
// IONOS Cloud, and what people typed. Characters that turn the direction of a text or have no width are made
// visible, and text that runs from right to left is isolated, so that it cannot rearrange what stands around it.
// HTML does both for whole pages, in one place, so that no template can forget it; Text does it for text that
// reaches a browser without HTML. What is sent to IONOS Cloud, exported or edited stays as it is.
package foreign
