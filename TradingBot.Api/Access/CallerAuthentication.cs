using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace TradingBot.Api.Access;

/// <summary>Finds out who calls: a key in the header <c>X-Api-Key</c>, or, under local trust, this machine's user.</summary>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IOptions<AccessOptions> access, ApiKeyDirectory keys, KeyUses uses)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Caller";
    public const string KeyHeader = "X-Api-Key";

    /// <summary>Name of a caller that local trust lets in.</summary>
    public const string LocalActor = "local";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.TryGetValue(KeyHeader, out Microsoft.Extensions.Primitives.StringValues header))
        {
            KnownKey? key = header is [{ Length: > 0 and <= 200 } text] ? await keys.FindAsync(text, Context.RequestAborted) : null;
            if (key is not null) uses.Used(Context, key);
            return key is null ? AuthenticateResult.Fail("the API key is not known, expired or revoked") : Success(key.Actor, key.Role);
        }
        if (access.Value.LocalTrust && LocalTrust.IsTrusted(Context)) return Success(LocalActor, Roles.Admin);
        return AuthenticateResult.NoResult();
    }

    private static AuthenticateResult Success(string actor, string role)
    {
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, actor), new(ClaimTypes.Role, role)], Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }
}
