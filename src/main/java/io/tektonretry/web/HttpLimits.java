package io.tektonretry.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of HTTP requests and answers.
 *
 * @param maxBodySize maximum size of a request body
 * @param bodyTimeout time within which a body must have arrived
 * @param maxOpenBodies maximum number of bodies being received at the same time; a further one ends the oldest
 * @param maxBufferedBodies memory for bodies being received; more ends the oldest
 * @param answerTimeout time within which an answer must have been read by the client
 * @param maxOpenAnswers maximum number of answers being sent at the same time; a further one ends the oldest
 * @param answersInMemory memory for all answers being made or sent: for their data and their bytes
 */
@ConfigurationProperties("tektonretry.http")
record HttpLimits(
        @DefaultValue("1MB") DataSize maxBodySize,
        @DefaultValue("20s") Duration bodyTimeout,
        @DefaultValue("2000") int maxOpenBodies,
        @DefaultValue("64MB") DataSize maxBufferedBodies,
        @DefaultValue("60s") Duration answerTimeout,
        @DefaultValue("2000") int maxOpenAnswers,
        @DefaultValue("128MB") DataSize answersInMemory) {}
