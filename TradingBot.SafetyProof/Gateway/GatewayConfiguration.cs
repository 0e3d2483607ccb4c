using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;

namespace TradingBot.SafetyProof.Gateway;

/// <summary>What the gateway's surroundings decide; everything else follows from the allow-list.</summary>
internal sealed record GatewaySurroundings
{
    /// <summary>Address and port to listen at.</summary>
    public string Listen { get; init; } = "8080";

    /// <summary>Names by which the gateway is called; a request with another Host is refused.</summary>
    public string Names { get; init; } = "egress-gateway";

    /// <summary>Where a rule's request goes: scheme, host and port, without a slash at its end.</summary>
    public Func<EgressRule, string> Upstream { get; init; } = rule => $"https://{rule.Host}";

    /// <summary>Directives of the main context: where the process keeps its files, for one.</summary>
    public IReadOnlyList<string> Main { get; init; } = [];

    /// <summary>Directives of the http context: how names are resolved, how certificates are verified.</summary>
    public IReadOnlyList<string> Http { get; init; } =
    [
        "access_log /dev/stdout;", "resolver 127.0.0.11 valid=30s ipv6=off;", "proxy_ssl_verify on;", "proxy_ssl_verify_depth 3;", "proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
    ];
}

/// <summary>
/// The egress gateway's configuration for nginx, generated from the guard's own allow-list, so that method and address are checked twice, by two
/// programs, and cannot drift apart.
/// </summary>
/// <remarks>
/// One map decides: method, Upgrade header and the address exactly as it was sent (<c>$request_uri</c> is neither decoded nor normalized) against one
/// expression per rule. What matches none has no upstream and is refused. No header of the client's is passed on but those that a WebSocket needs.
/// </remarks>
internal static class GatewayConfiguration
{
    private static readonly Uri Anywhere = new("http://gateway/");

    // Headers that carry a credential, another method or another address: refused, so that the attempt shows, although none would be passed on.
    private static readonly string[] RefusedHeaders =
    [
        "authorization", "proxy_authorization", "cookie", "x_mbx_apikey", "kc_api_key", "kc_api_sign", "kc_api_passphrase", "kc_api_timestamp", "kc_api_key_version", "kc_api_partner",
        "kc_api_partner_sign", "x_http_method_override", "x_method_override", "x_http_method", "x_original_url", "x_rewrite_url", "x_forwarded_host", "forwarded", "expect", "transfer_encoding",
    ];

    public static string Create(GatewaySurroundings surroundings)
    {
        StringBuilder text = new();
        text.Append("""
            # Generated from the egress allow-list: tb safety gateway-config > docker/egress-gateway/nginx.conf
            # Do not edit: a test holds this file equal to what is generated. What is not listed here has no way out.

            """);
        foreach (string directive in surroundings.Main) text.Append(directive).Append('\n');
        text.Append("""
            worker_processes 1;
            error_log stderr warn;
            events {
                worker_connections 1024;
            }
            http {
                server_tokens off;

            """);
        foreach (string directive in surroundings.Http) text.Append("    ").Append(directive).Append('\n');
        AppendMaps(text, surroundings);
        AppendServers(text, surroundings);
        return text.Append("}\n").ToString();
    }

    private static void AppendMaps(StringBuilder text, GatewaySurroundings surroundings)
    {
        text.Append("""

                # Method, Upgrade header and address as sent, to the address that is called. Nothing else leaves.
                map "$request_method|$http_upgrade|$request_uri" $upstream {
                    default "";

            """);
        foreach ((EgressRule rule, EgressRule atGateway) in Rules())
            text.Append(CultureInfo.InvariantCulture, $"        \"~{Expression(rule, atGateway)}\" \"{surroundings.Upstream(rule)}$1\";\n");
        text.Append(CultureInfo.InvariantCulture, $$"""
                }
                # Credentials, other methods and other addresses in headers.
                map "{{string.Concat(RefusedHeaders.Select(name => $"$http_{name}"))}}" $refused_header {
                    default 1;
                    "" 0;
                }
                # No request has a body.
                map $http_content_length $has_body {
                    default 1;
                    "" 0;
                    "0" 0;
                }
                map $http_upgrade $connection_header {
                    default upgrade;
                    "" "";
                }

            """);
    }

    private static void AppendServers(StringBuilder text, GatewaySurroundings surroundings) => text.Append(CultureInfo.InvariantCulture, $$"""
            # Called by another name: refused.
            server {
                listen {{surroundings.Listen}} default_server;
                return 421;
            }
            server {
                listen {{surroundings.Listen}};
                server_name {{surroundings.Names}};
                client_max_body_size 1;
                client_header_timeout 10s;
                client_body_timeout 10s;
                large_client_header_buffers 4 16k;
                location / {
                    if ($upstream = "") {
                        return 403;
                    }
                    if ($refused_header) {
                        return 403;
                    }
                    if ($has_body) {
                        return 403;
                    }
                    proxy_pass $upstream;
                    proxy_http_version 1.1;
                    proxy_pass_request_headers off;
                    proxy_pass_request_body off;
                    proxy_set_header Host $proxy_host;
                    proxy_set_header Content-Length "";
                    proxy_set_header Accept "application/json";
                    proxy_set_header Connection $connection_header;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Sec-WebSocket-Key $http_sec_websocket_key;
                    proxy_set_header Sec-WebSocket-Version $http_sec_websocket_version;
                    proxy_ssl_server_name on;
                    proxy_ssl_protocols TLSv1.2 TLSv1.3;
                    proxy_redirect off;
                    proxy_connect_timeout 5s;
                    proxy_send_timeout 10s;
                    proxy_read_timeout 60s;
                }
            }

        """);

    /// <summary>Each rule beside the same rule as it stands where a gateway is configured.</summary>
    private static IEnumerable<(EgressRule Rule, EgressRule AtGateway)> Rules()
    {
        IReadOnlyList<EgressRule> behind = EgressAllowList.Live(new Dictionary<Venue, Uri> { [Venue.Binance] = Anywhere, [Venue.KuCoin] = Anywhere }).Rules;
        return EgressAllowList.Live().Rules.Zip(behind);
    }

    private static string Expression(EgressRule rule, EgressRule atGateway)
    {
        bool isSocket = rule.Scheme == "wss";
        // The gateway's path is the venue's, for some sockets with the venue's host before it.
        string prefix = atGateway.Path[..^rule.Path.Length];
        return $"^{rule.Method}\\|{(isSocket ? "websocket" : "")}\\|{Escaped(prefix)}({Escaped(rule.Path).Replace("\\{symbol}", "(?=[^/?]{3,32}(?:[/?]|$))[A-Z0-9]+-[A-Z0-9]+", StringComparison.Ordinal)}{Query(rule)})$";
    }

    /// <summary>Any of the keys, each once, each with a value as the guard allows it.</summary>
    private static string Query(EgressRule rule)
    {
        string[] keys = [.. rule.QueryKeys.Order(StringComparer.Ordinal)];
        if (keys.Length == 0) return "";
        string pair = $"(?:{string.Join('|', keys.Select(key => $"{key}={Value(key)}"))})";
        return $"(?:\\?(?!(?:.*&)?({string.Join('|', keys)})=.*&\\2=){pair}(?:&{pair})*)?";
    }

    private static string Value(string key) => key switch
    {
        "symbols" => "(?:[A-Za-z0-9._-]|%5B|%5D|%22|%2C)+",
        "token" => "(?:[A-Za-z0-9._=~-]|%3D|%2B|%2F)+",
        _ => "[A-Za-z0-9._-]{1,64}",
    };

    private static string Escaped(string path) => Regex.Escape(path).Replace("\\-", "-", StringComparison.Ordinal);
}
