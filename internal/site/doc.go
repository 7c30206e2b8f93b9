// Package site knows the address at which browsers reach Snapdeck, and translates between that address
// and the paths that the rest of the code works with, which begin at "/" whatever the proxy in front does.
// It is the one place for the public scheme, host and path: links, redirects, cookies, and which Host and
// Origin are accepted follow from it. It imports the standard library only.
package site
