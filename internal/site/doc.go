// Package site knows the address at which browsers reach Snapdeck, and translates between that address and the paths in
// the rest of the code, which begin at "/" whatever proxy is in front. It is the one place for the public scheme, host
// and path, on which links, redirects, cookies and the accepted hosts and origins depend.
package site
