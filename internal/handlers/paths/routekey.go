package paths

// RouteKey returns the name of a route in the table of rights.
func RouteKey(method, path string) string { return method + " " + path }
