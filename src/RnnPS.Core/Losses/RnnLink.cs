namespace RnnPS;

/// <summary>
/// The link of a model: how its output relates to the prediction of the target (McCullagh and Nelder 1989, "Generalized linear
/// models").
/// </summary>
public enum RnnLink
{
    /// <summary>The output is the prediction.</summary>
    Identity,

    /// <summary>The output is the logarithm of the predicted rate: the prediction is e^output.</summary>
    Log,

    /// <summary>Each output is the log-odds of a probability: the prediction is 1 / (1 + e^−output).</summary>
    Logit,

    /// <summary>The outputs are the logits of a distribution over classes: the prediction is their softmax.</summary>
    MultinomialLogit,
}

/// <summary>Computes predictions from outputs.</summary>
internal static class InverseLink
{
    extension(RnnLink link)
    {
        /// <summary>Turns the outputs of one step into predictions, in place.</summary>
        /// <param name="output">The outputs.</param>
        public void Invert(Span<double> output)
        {
            if (link == RnnLink.MultinomialLogit)
            {
                Softmax.Apply(output, output.Length);
                return;
            }

            for (int i = 0; i < output.Length && link != RnnLink.Identity; i++)
            {
                output[i] = link == RnnLink.Log ? Math.Exp(output[i]) : Sigmoid(output[i]);
            }
        }

        /// <summary>Returns the predictions of one step.</summary>
        /// <param name="output">The outputs.</param>
        public RnnVector Predict(RnnVector output)
        {
            if (link == RnnLink.Identity)
            {
                return output;
            }

            double[] values = output.ToArray();
            link.Invert(values);
            return new RnnVector(values);
        }
    }

    // e^−|z| can't overflow, and keeps all digits of a probability near 0.
    private static double Sigmoid(double logit)
    {
        double small = Math.Exp(-Math.Abs(logit));
        return (logit >= 0 ? 1 : small) / (1 + small);
    }
}
