using System.Collections.Frozen;

namespace TradingBot.Exchanges.Egress.Keys;

/// <summary>What a key opens in the guard while it is there: the rules of the allowed signed requests, and who signs them.</summary>
internal sealed class SignedAccess
{
    private readonly KuCoinSigner _signer;
    private readonly (EgressRule Rule, SignedGet What)[] _allowed;

    /// <param name="signer">Signs.</param>
    /// <param name="kuCoin">Base address of KuCoin's REST interface, or of what stands before it.</param>
    /// <param name="isSimulated">Whether that is the simulator: a key for one source opens nothing while another is allowed.</param>
    /// <param name="allowed">What may be asked now.</param>
    public SignedAccess(KuCoinSigner signer, Uri kuCoin, bool isSimulated, IEnumerable<SignedGet> allowed)
    {
        (_signer, IsSimulated) = (signer, isSimulated);
        _allowed = [.. allowed.Select(what => (new EgressRule(kuCoin.Scheme, kuCoin.Host, kuCoin.Port, "GET", KuCoinSigner.PathOf(what), QueryKeys(what)), what))];
        Rules = [.. _allowed.Select(allowed => allowed.Rule)];
    }

    public IReadOnlyList<EgressRule> Rules { get; }

    public bool IsSimulated { get; }

    /// <summary>Signs a request that the guard has let pass, if it is one of those.</summary>
    public void Sign(HttpRequestMessage request)
    {
        Uri address = request.RequestUri!;
        foreach ((EgressRule rule, SignedGet what) in _allowed)
            if (rule.HasOrigin(address.Scheme, address.Host, address.Port) && rule.HasPath(address.AbsolutePath)) _signer.Sign(what, request);
    }

    private static FrozenSet<string> QueryKeys(SignedGet what) => what == SignedGet.FullBook ? FrozenSet.Create("symbol") : FrozenSet<string>.Empty;
}
