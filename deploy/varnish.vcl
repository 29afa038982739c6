# Varnish before one Newsroom (and behind whatever ends TLS). Start it with: varnishd -f /srv/newsroom/deploy/varnish.vcl -a :6081
vcl 4.1;

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
}

acl purgers {
    "127.0.0.1";
}

sub vcl_recv {
    # PURGE with the header Surrogate-Key: article-7 drops every page that bears the tag.
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(405));
        }
        ban("obj.http.Surrogate-Key ~ (^|\s)" + req.http.Surrogate-Key + "(\s|$)");
        return (synth(200, "Purged"));
    }
    # Who is signed in, or has a notice waiting, is shown a page of their own.
    if (req.http.Cookie ~ "(^|; )((__Host-)?sessionid|messages|comfort)=") {
        return (pass);
    }
    # Every reader of a story asks for its beacon, and each is counted.
    if (req.url ~ "^/beacon/") {
        return (pass);
    }
    # All other cookies change nothing.
    unset req.http.Cookie;
}

sub vcl_backend_response {
    # As the site says, and a second more while the next copy is fetched.
    if (beresp.http.Cache-Control ~ "s-maxage") {
        set beresp.grace = 1s;
    } elsif (beresp.http.Cache-Control ~ "private") {
        set beresp.uncacheable = true;
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
}
